namespace SaaSGate.ControlPlane.Approvals;

/// <summary>Somebody who has an approval open.</summary>
/// <param name="Key">The connection.</param>
/// <param name="UserId">Who.</param>
/// <param name="Name">The name.</param>
/// <param name="OrganisationId">In which organisation.</param>
/// <param name="OrganisationName">Its name.</param>
[GenerateSerializer, Immutable, Alias("approval-viewer")]
internal sealed record ApprovalViewer(
    [property: Id(0)] string Key, [property: Id(1)] string UserId, [property: Id(2)] string Name, [property: Id(3)] string OrganisationId, [property: Id(4)] string OrganisationName);
