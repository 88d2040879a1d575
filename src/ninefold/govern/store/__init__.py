"""The operational database: register, approvals, decisions, jobs and audit. Analytics stay in the zones."""
