"""Many inputs -> many reports: papermill engine, workers, manifest, resume."""
