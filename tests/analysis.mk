# analysis: test programs of this area (see tests/local.mk).
