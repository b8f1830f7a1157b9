using System.Text.Json;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>What a browser has signed.</summary>
/// <param name="Id">The id that came with the options.</param>
/// <param name="Credential">The credential, as <c>toJSON</c> gives it.</param>
internal sealed record PasskeyAnswer(string Id, JsonElement Credential);
