using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Postgres.Approvals;

/// <summary>A gateway is about to send what was approved.</summary>
/// <param name="Organisation">Whose.</param>
/// <param name="Approval">By which approval.</param>
/// <param name="Exchange">The exchange that will be sent.</param>
/// <param name="Digest">HMAC over what will be sent.</param>
/// <param name="Policies">Versions of all policies that the gateway judges by, in the order of merging.</param>
/// <param name="Attempt">Names this one attempt, 16 bytes.</param>
/// <param name="GatewayId">Whose attempt.</param>
public sealed record Consumption(Id<Organisation> Organisation, Id<Approval> Approval, Id<Exchange> Exchange, byte[] Digest, IReadOnlyList<PolicyUse> Policies, byte[] Attempt, string GatewayId);
