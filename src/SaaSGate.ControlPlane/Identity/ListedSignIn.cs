using SaaSGate.Postgres.Identity;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>A sign-in as somebody looks at it.</summary>
/// <param name="SignIn">The sign-in.</param>
/// <param name="Own">Whether it is the one that looks.</param>
internal sealed record ListedSignIn(LiveSignInView SignIn, bool Own);
