"""The list of employers who do not pay wages (拖欠农民工工资失信联合惩戒对象名单, 人社部令第45号)."""
