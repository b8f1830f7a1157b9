using System.ComponentModel.DataAnnotations;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>What SaaSGate needs to set up a stream of security events at its transmitter.</summary>
/// <param name="Issuer">The transmitter, https://…; its ssf-configuration says the rest.</param>
/// <param name="AccessToken">With which the transmitter lets receivers set up streams.</param>
/// <param name="Delivery"><c>push</c> or <c>poll</c>.</param>
internal sealed record SetUpEventStream(string Issuer, string AccessToken, [property: AllowedValues("push", "poll")] string Delivery = "push");
