namespace SaaSGate.Inspection.Policies;

/// <summary>Texts that come with this assembly.</summary>
internal static class Resources
{
    /// <summary>A text by its name.</summary>
    public static string Text(string name)
    {
        using var stream = typeof(Resources).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is missing in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
