namespace SaaSGate.ControlPlane.Demo;

/// <summary>What a newcomer needs to use the demo: credentials that hold until the next start.</summary>
/// <param name="Organisation">Slug of the demo's organisation.</param>
/// <param name="OrganisationId">Its id.</param>
/// <param name="Skills">Its skills, each with a key.</param>
/// <param name="Admin">Signs in as admin.</param>
/// <param name="Reviewer">Signs in as reviewer.</param>
/// <param name="Partner">Signs in as reviewer of the partner.</param>
/// <param name="ApiToken">For the management API: read, approve, manage.</param>
/// <param name="ScimToken">Reserved for SCIM.</param>
/// <param name="JoinToken">Lets one gateway join the region.</param>
public sealed record DemoFacts(
    string Organisation,
    string OrganisationId,
    IReadOnlyList<DemoSkill> Skills,
    DemoPerson Admin,
    DemoPerson Reviewer,
    DemoPerson Partner,
    string ApiToken,
    string ScimToken,
    string JoinToken)
{
    /// <summary>Holds credentials, so it says nothing of itself.</summary>
    public override string ToString() => nameof(DemoFacts);
}
