using SaaSGate.Contracts.Evidence;

namespace SaaSGate.ControlPlane.Evidence;

/// <summary>What was asked for.</summary>
/// <param name="Id">Its id.</param>
/// <param name="OrganisationId">Whose history.</param>
/// <param name="Scope">Of what.</param>
/// <param name="RequestedBy">By whom.</param>
internal sealed record EvidenceOrder(string Id, string OrganisationId, EvidenceScope Scope, string RequestedBy);
