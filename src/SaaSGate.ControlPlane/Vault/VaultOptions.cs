using System.ComponentModel.DataAnnotations;

namespace SaaSGate.ControlPlane.Vault;

/// <summary>Where the master key is. Section <c>SaaSGate:Vault</c>.</summary>
public sealed record VaultOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "SaaSGate:Vault";

    /// <summary>
    /// Path of the key file: 64 hexadecimal digits. Made at the very first start, readable by its owner only; without it
    /// nothing that was sealed can be opened again, so it is backed up apart from the database.
    /// </summary>
    [Required]
    public string KeyFile { get; set; } = "";
}
