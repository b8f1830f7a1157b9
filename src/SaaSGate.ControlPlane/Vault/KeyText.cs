namespace SaaSGate.ControlPlane.Vault;

/// <summary>A master key as text: 64 hexadecimal digits.</summary>
internal static class KeyText
{
    /// <summary>The key of 32 bytes.</summary>
    /// <param name="text">The text; white space around it does not count.</param>
    /// <param name="description">What messages call where it came from.</param>
    /// <exception cref="VaultException">It is something else. The message does not hold it.</exception>
    public static byte[] Parse(string text, string description)
    {
        var digits = text.Trim();
        return digits.Length == 2 * KeyFile.KeyBytes && digits.All(char.IsAsciiHexDigit)
            ? Convert.FromHexString(digits)
            : throw new VaultException($"{description} does not hold a key of 64 hexadecimal digits.");
    }
}
