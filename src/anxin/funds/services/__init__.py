"""What may be done with money (基金服务). Every service takes ``actor`` and ``at``; amounts are in fen."""

from anxin.funds.services.obligation import obligation_post, obligation_retry

__all__ = ["obligation_post", "obligation_retry"]
