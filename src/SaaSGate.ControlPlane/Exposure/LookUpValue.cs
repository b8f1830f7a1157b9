namespace SaaSGate.ControlPlane.Exposure;

/// <summary>A value that somebody looks for. It is kept nowhere.</summary>
/// <param name="Type">Type, such as <c>EMAIL</c>.</param>
/// <param name="Value">The value.</param>
internal sealed record LookUpValue(string Type, string Value)
{
    /// <summary>Says nothing of the value.</summary>
    public override string ToString() => nameof(LookUpValue);
}
