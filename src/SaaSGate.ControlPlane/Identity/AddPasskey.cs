using System.Text.Json;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>A passkey that a browser has made.</summary>
/// <param name="Id">The id that came with the options.</param>
/// <param name="Name">What the person calls it.</param>
/// <param name="Credential">The credential, as <c>toJSON</c> gives it.</param>
internal sealed record AddPasskey(string Id, string Name, JsonElement Credential);
