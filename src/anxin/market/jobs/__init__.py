"""Who offers work and who wants it: profiles, employers, posts, applications, holds (零工市场：人、岗位、报名)."""
