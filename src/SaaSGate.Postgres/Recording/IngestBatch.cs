using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Recording;

/// <summary>Records of one organisation out of one gateway's spool.</summary>
/// <param name="Organisation">Whose.</param>
/// <param name="GatewayId">The gateway that sent them, as its certificate says.</param>
/// <param name="RegionId">Its region.</param>
/// <param name="SpoolId">The spool.</param>
/// <param name="Records">In the spool's order, without gaps as far as this organisation goes.</param>
public sealed record IngestBatch(Id<Organisation> Organisation, string GatewayId, string RegionId, string SpoolId, IReadOnlyList<IngestRecord> Records);
