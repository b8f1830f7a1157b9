using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Regions;

namespace SaaSGate.Postgres.Batches;

/// <summary>What a gateway says of an attempt to cancel a batch.</summary>
/// <param name="Organisation">Whose.</param>
/// <param name="ExchangeId">That made it.</param>
/// <param name="Gateway">Who tried.</param>
/// <param name="State">cancelled, ended or gone (Claude does not know it); empty where it failed.</param>
/// <param name="Problem">Why it failed, a code.</param>
public sealed record CancelOutcome(Id<Organisation> Organisation, string ExchangeId, GatewayIdentity Gateway, string State, string Problem);
