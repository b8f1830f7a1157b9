namespace SaaSGate.EndToEnd.Tests.Failures;

/// <summary>What became of one call of the load.</summary>
/// <param name="Number">Its place in the order of starting, from 1.</param>
/// <param name="Kind">How it was meant to go.</param>
/// <param name="Sha256">Of the request's body, in lower-case hexadecimal.</param>
/// <param name="Status">HTTP status; 0 when there was no answer.</param>
/// <param name="Exchange">The exchange that the answer named.</param>
/// <param name="Answer">What came of the body.</param>
/// <param name="Whole">Whether the body came to its end.</param>
internal sealed record Call(int Number, CallKind Kind, string Sha256, int Status, string? Exchange, string Answer, bool Whole)
{
    private const char HalfCharacter = '\uFFFD';
    private const string Error = "event: error";

    /// <summary>Answered by Claude, to the end.</summary>
    public bool IsServed => Status == 200 && Whole && !Answer.Contains(Error, StringComparison.Ordinal);

    /// <summary>Refused, or cut in its stream, because the lease had run out.</summary>
    public bool IsOutOfLease => Answer.Contains("\"code\":\"lease_expired\"", StringComparison.Ordinal);

    /// <summary>
    /// Whether a record holds all that came. What was recorded and no longer sent may follow; it stands before the last
    /// words of an answer that was cut.
    /// </summary>
    public bool IsIn(string response)
    {
        var words = IsOutOfLease && Status == 200 ? Answer.LastIndexOf(Error, StringComparison.Ordinal) : Answer.Length;
        return response.StartsWith(Answer[..words].TrimEnd(HalfCharacter), StringComparison.Ordinal) && response.EndsWith(Answer[words..].TrimEnd(HalfCharacter), StringComparison.Ordinal);
    }
}
