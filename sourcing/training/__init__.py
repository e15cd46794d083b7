"""Training, evaluation and export: the only place that imports torch and transformers."""
