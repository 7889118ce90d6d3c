"""What may be done to a case besides its moves (办案服务)."""

from anxin.cases.services.documents import document_attach, document_void

__all__ = ["document_attach", "document_void"]
