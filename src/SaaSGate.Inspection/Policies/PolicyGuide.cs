namespace SaaSGate.Inspection.Policies;

/// <summary>The documentation of the language, for its authors.</summary>
public static class PolicyGuide
{
    /// <summary>Markdown.</summary>
    public static string Markdown { get; } = Resources.Text("policy-language.md");
}
