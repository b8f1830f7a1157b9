using System.ComponentModel.DataAnnotations;

namespace SaaSGate.ControlPlane.Vault;

/// <summary>Where the master key is. Section <c>SaaSGate:Vault</c>.</summary>
public sealed record VaultOptions : MasterKeyOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "SaaSGate:Vault";

    /// <summary>The key before this one. With it everything opens that either key sealed; <c>saasgate rewrap</c> seals it all anew, and then it may go.</summary>
    public MasterKeyOptions Previous { get; init; } = new();

    /// <inheritdoc/>
    public override IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IsSet)
            yield return new("A master key is needed: set SaaSGate:Vault:KeyFile, KeyEnvironment or KeyCommand.");
        foreach (var wrong in base.Validate(validationContext).Concat(Previous.Validate(validationContext)))
            yield return wrong;
    }
}
