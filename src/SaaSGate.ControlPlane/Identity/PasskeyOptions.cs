using System.Text.Json;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>What a browser is asked to sign.</summary>
/// <param name="Id">To be sent back with the answer; good for one.</param>
/// <param name="Options">Options of WebAuthn, as <c>parseCreationOptionsFromJSON</c> or <c>parseRequestOptionsFromJSON</c> takes them.</param>
internal sealed record PasskeyOptions(string Id, JsonElement Options);
