using System.ComponentModel.DataAnnotations;

namespace SaaSGate.ControlPlane.Vault;

/// <summary>Where one master key is: one of the three, and no two of them.</summary>
public record MasterKeyOptions : IValidatableObject
{
    /// <summary>
    /// Path of the key file: 64 hexadecimal digits. Made at the very first start, readable by its owner only; without it
    /// nothing that was sealed can be opened again, so it is backed up apart from the database.
    /// </summary>
    public string KeyFile { get; set; } = "";

    /// <summary>Name of the environment variable that holds 64 hexadecimal digits.</summary>
    public string KeyEnvironment { get; set; } = "";

    /// <summary>A program and its arguments that prints 64 hexadecimal digits: the client of a key management service.</summary>
    public IList<string> KeyCommand { get; init; } = [];

    /// <summary>Whether there is one.</summary>
    internal bool IsSet => KeyFile.Length > 0 || KeyEnvironment.Length > 0 || KeyCommand.Count > 0;

    internal IMasterKeySource ToSource() =>
        KeyCommand.Count > 0 ? new CommandKeySource([.. KeyCommand]) : KeyEnvironment.Length > 0 ? new EnvironmentKeySource(KeyEnvironment) : new FileKeySource(KeyFile);

    /// <inheritdoc/>
    public virtual IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if ((KeyFile.Length > 0 ? 1 : 0) + (KeyEnvironment.Length > 0 ? 1 : 0) + (KeyCommand.Count > 0 ? 1 : 0) > 1)
            yield return new("A master key is in a file (KeyFile), in the environment (KeyEnvironment) or printed by a program (KeyCommand): set one of them.");
    }
}
