namespace SaaSGate.Inspection.Policies;

/// <summary>One reason why a policy cannot be used.</summary>
/// <param name="PolicyId">Id of the policy.</param>
/// <param name="PolicyName">Name of the policy.</param>
/// <param name="Line">Line in the document, from 1.</param>
/// <param name="Column">Column in the line, from 1.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record PolicyError(string PolicyId, string PolicyName, int Line, int Column, string Message)
{
    /// <inheritdoc />
    public override string ToString() => $"{PolicyName}:{Line}:{Column}: {Message}";
}
