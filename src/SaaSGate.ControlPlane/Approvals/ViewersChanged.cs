namespace SaaSGate.ControlPlane.Approvals;

/// <summary>Others have an approval open than before.</summary>
/// <param name="OrganisationId">Which organisation is told.</param>
/// <param name="ApprovalId">The approval.</param>
/// <param name="Viewers">Who has it open now.</param>
[GenerateSerializer, Immutable, Alias("viewers-changed")]
internal sealed record ViewersChanged([property: Id(0)] string OrganisationId, [property: Id(1)] string ApprovalId, [property: Id(2)] IReadOnlyList<ApprovalViewer> Viewers);
