-- Which tool calls of an answer were kept back, as the record of the exchange says it: part of the chain, so it stays when bodies are deleted. Without what
-- they were called with, which stands in withheld and goes with the bodies. Null where the record says nothing of them, as in those that were made before.
alter table tenant.exchanges add column kept_back jsonb;
