using System.ComponentModel.DataAnnotations;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>Asks to look whether a domain shows its token.</summary>
/// <param name="By">dns or file.</param>
internal sealed record ProveDomain([property: AllowedValues("dns", "file")] string By);
