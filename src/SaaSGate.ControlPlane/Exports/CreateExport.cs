using System.ComponentModel.DataAnnotations;

namespace SaaSGate.ControlPlane.Exports;

/// <summary>A receiver of what happens from now on.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">webhook, syslog or otlp.</param>
/// <param name="Address">https://…; of syslog tls://host:port.</param>
/// <param name="Secret">Of a webhook the key of its signatures, 16 characters at least; of otlp the Authorization header, may be absent.</param>
/// <param name="Authority">Certificates in PEM that the receiver's must lead to; absent for public ones.</param>
/// <param name="What">events, all that happens, when absent; or checkpoints alone, whole: what <c>saasgate verify --checkpoints</c> takes.</param>
internal sealed record CreateExport(string Name, [property: AllowedValues("webhook", "syslog", "otlp")] string Kind, string Address, string? Secret, string? Authority,
    [property: AllowedValues("events", "checkpoints", null)] string? What = null);
