namespace SaaSGate.Inspection.Policies;

/// <summary>How the tests of a policy went.</summary>
/// <param name="Errors">Why the policy does not compile; then no test was run.</param>
/// <param name="Results">One for each test, in their order.</param>
public sealed record PolicyTestReport(IReadOnlyList<PolicyError> Errors, IReadOnlyList<PolicyTestResult> Results)
{
    /// <summary>Tests that failed, each at its line; what does not compile where it does not.</summary>
    public required IReadOnlyList<PolicyError> Failures { get; init; }

    /// <summary>Whether the policy compiles and all of its tests, if it has any, went as expected.</summary>
    public bool Passed => Failures.Count == 0;
}
