"""What helps whoever writes briefs: problem codes explained, the schema, a beginning."""
