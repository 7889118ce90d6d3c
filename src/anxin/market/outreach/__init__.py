"""Reaching people (消息推送与联系网络): what they subscribed to, whom staff look after, and who knows whom."""
