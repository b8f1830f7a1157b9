namespace SaaSGate.ControlPlane.Live;

/// <summary>A person signed out, lost the membership, or looks elsewhere: their open connections must go.</summary>
/// <param name="OrganisationId">The organisation.</param>
/// <param name="UserId">The person.</param>
/// <param name="SignInId">The one sign-in that ended; null for all of the person's in this organisation.</param>
/// <param name="Everywhere">Whether that sign-in's connections go whatever organisation they show.</param>
[GenerateSerializer, Immutable, Alias("sign-in-ended")]
internal sealed record SignInEnded(
    [property: Id(0)] string OrganisationId, [property: Id(1)] string UserId, [property: Id(2)] string? SignInId, [property: Id(3)] bool Everywhere);
