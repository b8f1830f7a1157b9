namespace SaaSGate.ControlPlane.Organisations;

/// <summary>Somebody joins by a link.</summary>
/// <param name="Token">What stands behind its #.</param>
/// <param name="Password">A new one, of at least 12 characters; of who has an account, its own.</param>
/// <param name="HasAccount">Whether there is an account for the address already.</param>
/// <param name="Code">The code of an authenticator app, or a recovery code, where that account asks for one.</param>
internal sealed record AcceptInvitation(string Token, string Password, bool HasAccount = false, string? Code = null);
