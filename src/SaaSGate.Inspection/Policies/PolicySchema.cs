namespace SaaSGate.Inspection.Policies;

/// <summary>The JSON Schema (2020-12) of policy documents, for completion in editors. What it lets through the compiler may still refuse.</summary>
public static class PolicySchema
{
    /// <summary>The schema, JSON.</summary>
    public static string Json { get; } = Resources.Text("policy.schema.json");
}
