"""A past night made again from the lake, with the model and configuration of then: it must give the same rows."""
