namespace SaaSGate.ControlPlane.Identity;

/// <summary>Says in words what signs in: enough for a person to know their own devices.</summary>
internal static class DeviceWords
{
    // The first that fits: browsers name those that they descend from too.
    private static readonly (string Mark, string Name)[] Browsers =
        [("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("Chrome/", "Chrome"), ("CriOS/", "Chrome"), ("Safari/", "Safari")];

    private static readonly (string Mark, string Name)[] Systems =
        [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")];

    /// <param name="userAgent">The header <c>User-Agent</c>, as it came.</param>
    public static string Of(string? userAgent)
    {
        var (browser, system) = (Find(Browsers, userAgent), Find(Systems, userAgent));
        return (browser, system) switch
        {
            (null, null) => "A program",
            (null, _) => $"A program on {system}",
            (_, null) => browser,
            _ => $"{browser} on {system}",
        };
    }

    private static string? Find((string Mark, string Name)[] known, string? text) =>
        Array.Find(known, one => text?.Contains(one.Mark, StringComparison.Ordinal) == true).Name;
}
