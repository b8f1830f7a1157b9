namespace SaaSGate.ControlPlane.Identity;

/// <summary>The organisation to look at from now on.</summary>
/// <param name="OrganisationId">One of the person's memberships.</param>
internal sealed record SwitchOrganisation(string OrganisationId);
