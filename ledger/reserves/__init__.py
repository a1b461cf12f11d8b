"""The pages of reserves, voorzieningen, bestemming of the result and investeringen."""
