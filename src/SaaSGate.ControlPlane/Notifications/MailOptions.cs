using System.ComponentModel.DataAnnotations;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>The installation's own mail server, which no organisation sets: what opens people's accounts goes by it alone. Section <c>SaaSGate:Mail</c>.</summary>
internal sealed record MailOptions
{
    public const string Section = "SaaSGate:Mail";

    /// <summary>The server that takes mail; empty where this installation has none.</summary>
    public string Host { get; set; } = "";

    /// <summary>Its port, such as 587 or 465.</summary>
    [Range(1, 65535)]
    public int Port { get; set; } = 587;

    /// <summary>starttls, implicit, or none.</summary>
    [AllowedValues("starttls", "implicit", "none")]
    public string Tls { get; set; } = "starttls";

    /// <summary>Who signs in there; absent where nobody does.</summary>
    public string? UserName { get; set; }

    /// <summary>Of who signs in.</summary>
    public string? Password { get; set; }

    /// <summary>The sender's address.</summary>
    public string From { get; set; } = "";

    /// <summary>PEM that the server's certificate must lead to; absent for public ones.</summary>
    public string? Authority { get; set; }

    /// <summary>Whether there is one.</summary>
    public bool IsOn => Host.Length > 0 && From.Length > 0;

    /// <summary>Says nothing of the password.</summary>
    public override string ToString() => nameof(MailOptions);
}
