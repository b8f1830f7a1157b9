namespace SaaSGate.ControlPlane.Live;

/// <summary>A person signed out, or lost the membership: their open connections must go.</summary>
/// <param name="OrganisationId">The organisation.</param>
/// <param name="UserId">The person.</param>
/// <param name="SignInId">The one sign-in that ended, whatever organisation its connections show; null for all of the person's in this organisation.</param>
[GenerateSerializer, Immutable, Alias("sign-in-ended")]
internal sealed record SignInEnded([property: Id(0)] string OrganisationId, [property: Id(1)] string UserId, [property: Id(2)] string? SignInId);
