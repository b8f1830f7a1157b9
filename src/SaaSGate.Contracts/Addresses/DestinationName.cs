using System.Globalization;

namespace SaaSGate.Contracts.Addresses;

/// <summary>Names of hosts and addresses of mail, which can be written in several ways.</summary>
public static class DestinationName
{
    /// <summary>How a host, or the host of an address of mail, or a pattern of these, is written on the wire: no escapes, letters of any script as <c>xn--…</c>; null where it is so already.</summary>
    public static string? OnWire(string destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var at = destination.IndexOf('@', StringComparison.Ordinal) + 1;
        var host = destination[at..];
        if (host.Contains('%', StringComparison.Ordinal))
            host = Uri.UnescapeDataString(host);
        else if (System.Text.Ascii.IsValid(host))
            return null;
        try
        {
            return destination[..at] + new IdnMapping { AllowUnassigned = true }.GetAscii(host.TrimEnd('.')).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return destination[..at] + host;
        }
    }
}
