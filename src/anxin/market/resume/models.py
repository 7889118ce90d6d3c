"""What a worker adds to his registration for his résumé. Private to this context."""

from django.db import models

from anxin.kit.fields import SealedBytesField, SealedJSONField, SealedTextField


class Resume(models.Model):
    """Words, past work and photo of one worker's résumé (简历). The rest stands in his registration."""

    worker_id = models.UUIDField("劳动者", primary_key=True)
    years = models.PositiveSmallIntegerField("年限", null=True)
    words = SealedTextField("自己的话", purpose="resume.resume.words")
    past = SealedJSONField("做过的活", purpose="resume.resume.past", default=list)
    photo = SealedBytesField("照片", purpose="resume.resume.photo", null=True, default=None)
    proposed = SealedTextField("模型建议", purpose="resume.resume.proposed")
    polished = SealedTextField("采用的润色", purpose="resume.resume.polished")
    changed_at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = verbose_name_plural = "简历"
