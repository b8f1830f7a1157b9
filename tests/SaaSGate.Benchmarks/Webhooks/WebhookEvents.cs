using System.Globalization;
using System.Text;
using SaaSGate.TestKit.Payments;

namespace SaaSGate.Benchmarks.Webhooks;

/// <summary>Events of many customers, about as large as those of a subscription are; one delivery in ten is of an event that was delivered before.</summary>
/// <param name="customers">Whose.</param>
/// <param name="secret">What they are signed with.</param>
internal sealed class WebhookEvents(IReadOnlyList<string> customers, string secret)
{
    private const int Again = 10, Behind = 100;
    private static readonly string Things = string.Join(',', Enumerable.Range(0, 12).Select(number =>
        $$"""{"id":"si_{{number}}","object":"subscription_item","created":1790000000,"current_period_start":1790000000,"current_period_end":1792592000,"metadata":{},"quantity":{{number}},"subscription":"sub_1"}"""));

    private readonly string _own = $"evt_{Guid.NewGuid():n}_";
    private int _deliveries;

    /// <summary>Ids of all events that were taken out so far.</summary>
    public IEnumerable<string> Ids => Enumerable.Range(0, _deliveries).Where(number => !IsAgain(number)).Select(Id);

    /// <summary>The next delivery: a body, and the header <c>Stripe-Signature</c>.</summary>
    public (byte[] Body, string Signature) Next()
    {
        var delivery = Interlocked.Increment(ref _deliveries) - 1;
        var number = IsAgain(delivery) ? delivery - Behind + 1 : delivery;
        var body = $$"""
            {"id":"{{Id(number)}}","object":"event","api_version":"{{StripeStandIn.ApiVersion}}","created":1790000000,"livemode":false,"pending_webhooks":1,"request":{"id":null,"idempotency_key":null},
            "type":"customer.subscription.updated","data":{"object":{"id":"sub_1","object":"subscription","customer":"{{customers[number % customers.Count]}}","status":"active","items":{"object":"list","data":[{{Things}}]} } } }
            """;
        return (Encoding.UTF8.GetBytes(body), StripeStandIn.Sign(body, secret, TimeProvider.System.GetUtcNow()));
    }

    private static bool IsAgain(int delivery) => delivery >= Behind && delivery % Again == Again - 1;

    private string Id(int number) => _own + number.ToString(CultureInfo.InvariantCulture);
}
