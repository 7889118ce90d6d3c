"""Where things are in a checkout."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
TOOLS = VENV / "tools"
REQUIREMENTS = ROOT / "requirements"
NODE_MODULES = ROOT / "node_modules"
BUILD = ROOT / "build"
