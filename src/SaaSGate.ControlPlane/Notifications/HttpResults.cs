using System.Text;
using SaaSGate.ControlPlane.Exports;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>What an answer over HTTP means for a message.</summary>
internal static class HttpResults
{
    private const int LongestAnswer = 300;

    /// <summary>Taken, tried again later, or refused for good.</summary>
    public static SendResult Of(GuardedAnswer answer, string? handle = null) => new(
        OutcomeOf(answer.Status), answer.Status, Words(answer), answer.RetryAfter, answer.IsSuccess ? handle : null);

    /// <summary>The status, and what the other side wrote.</summary>
    public static string Words(GuardedAnswer answer)
    {
        var said = ForeignText.Name(Encoding.UTF8.GetString(answer.Body), LongestAnswer);
        return said.Length == 0 ? $"It answered {answer.Status}." : $"It answered {answer.Status}: {said}";
    }

    /// <summary>What may work later is tried again; what the other side will never take is not.</summary>
    private static string OutcomeOf(int status) => status switch
    {
        >= 200 and < 300 => "sent",
        408 or 425 or 429 or >= 500 => "retry",
        _ => "refused",
    };
}
