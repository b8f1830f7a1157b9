namespace SaaSGate.Contracts.Billing;

/// <summary>Plans that code speaks of; what each allows and costs is data.</summary>
public static class PlanKeys
{
    /// <summary>Of who pays nothing.</summary>
    public const string Free = "free";
}
