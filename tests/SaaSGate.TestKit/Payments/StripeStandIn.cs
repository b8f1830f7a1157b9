using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace SaaSGate.TestKit.Payments;

/// <summary>
/// A stand-in for Stripe over real sockets, stateful for what SaaSGate uses of it: what was made stays, time bills it, and what happened is told by signed events. It keeps
/// idempotency keys as Stripe does, and fails on demand.
/// </summary>
public sealed class StripeStandIn : IAsyncDisposable
{
    /// <summary>The version that its objects and events have.</summary>
    public const string ApiVersion = "2026-10-28.endive";

    /// <summary>The key that it takes.</summary>
    public const string SecretKey = "sk_test_standin";

    private readonly TimeProvider _clock;
    private readonly StandInStore _store;
    private readonly StandInEvents _events;
    private readonly StandInUsage _usage;
    private readonly StandInSubscriptions _subscriptions;
    private readonly StandInDiscounts _discounts;
    private readonly StandInPages _pages;
    private readonly StandInRoutes _routes;
    private readonly Dictionary<string, (string Request, long At, int Status, string Body)> _answers = [];
    private readonly SemaphoreSlim _gate = new(1);
    private readonly WebApplication _app;
    private long _calls;

    private StripeStandIn(TimeProvider clock, int seed)
    {
        _clock = clock;
        Faults = new(seed);
        _store = new(clock);
        _events = new(_store, clock, ApiVersion);
        _usage = new(_store, _events);
        var invoices = new StandInInvoices(_store, _usage, _events, () => Address);
        _subscriptions = new(_store, invoices, _events);
        _discounts = invoices.Discounts;
        _pages = new(_store, _subscriptions, _discounts, _events);
        _routes = new(_store, _usage, invoices, _subscriptions, _events, () => Address);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        _app = builder.Build();
        _app.Run(ServeAsync);
    }

    /// <summary>Where it is.</summary>
    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>How it fails.</summary>
    public StandInFaults Faults { get; }

    /// <summary>What its events are signed with.</summary>
    public string WebhookSecret { get; } = $"whsec_{Guid.NewGuid():n}";

    /// <summary>Takes events: body and signature, and says whether they were taken (HTTP 2xx).</summary>
    public Func<string, string, Task<bool>>? Webhook { get; set; }

    /// <summary>When an event is delivered, each time that it is; at once and once where nobody says otherwise.</summary>
    public Func<IReadOnlyList<TimeSpan>> Delays
    {
        get => _events.Delays;
        set => _events.Delays = value;
    }

    /// <summary>unpaid or canceled: what becomes of a subscription whose payment failed for the last time.</summary>
    public string AfterLastFailure
    {
        get => _subscriptions.AfterLastFailure;
        set => _subscriptions.AfterLastFailure = value;
    }

    /// <summary>Calls of the API so far.</summary>
    public long Calls => Interlocked.Read(ref _calls);

    /// <summary>Events whose delivery is still to come.</summary>
    public int Undelivered => _events.Waiting;

    /// <summary>Begins to answer.</summary>
    /// <param name="clock">Its clock.</param>
    /// <param name="seed">Of its faults.</param>
    public static async Task<StripeStandIn> StartAsync(TimeProvider clock, int seed = 0)
    {
        var standIn = new StripeStandIn(clock, seed);
        await standIn._app.StartAsync();
        return standIn;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _gate.Dispose();
    }

    /// <summary>Looks at objects of a kind, as copies, or changes the world as a person at Stripe would.</summary>
    public async Task<IReadOnlyList<JsonObject>> ListAsync(string kind)
    {
        await _gate.WaitAsync();
        try
        {
            return [.. _store.All(kind).Select(one => (JsonObject)one.DeepClone())];
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>What a meter counted of a customer, whenever.</summary>
    public Task<long> CountedAsync(string eventName, string customer) => AloneAsync(() => _usage.Sum(eventName, customer, 0, long.MaxValue));

    /// <summary>Does what the button of a checkout page does.</summary>
    public Task PayAsync(string sessionId, string card = "4242424242424242", string code = "", string taxId = "") =>
        AloneAsync(() => _pages.Pay(_store.Get("checkout.session", sessionId), card, code, taxId));

    /// <summary>Makes a coupon with a code that is typed at the checkout.</summary>
    /// <param name="code">What is typed.</param>
    /// <param name="name">As it stands on invoices.</param>
    /// <param name="percentOff">Per cent that are taken off.</param>
    /// <param name="amountOff">Cents that are.</param>
    /// <param name="duration">once or forever.</param>
    public Task AddCodeAsync(string code, string name, int? percentOff, long? amountOff, string duration) => AloneAsync(() =>
    {
        _discounts.Add(code, name, percentOff, amountOff, duration);
        return true;
    });

    /// <summary>Gives a customer another card; 4000000000000341 is taken and never pays.</summary>
    public Task SetCardAsync(string customer, string card) => AloneAsync(() =>
    {
        _pages.SetCard(customer, card);
        return true;
    });

    /// <summary>An object is gone, as when somebody deletes it by hand and nobody hears of it.</summary>
    public Task ForgetAsync(string kind, string id) => AloneAsync(() =>
    {
        _store.Remove(_store.Get(kind, id));
        return true;
    });

    /// <summary>Says that an event of use, by its identifier, had a name that no meter has.</summary>
    public async Task RefuseUseAsync(string identifier)
    {
        await AloneAsync(() =>
        {
            _usage.Refuse("v1.billing.meter.no_meter_found", null, "no_meter", "No active meter has this event name.", identifier);
            return true;
        });
        await DeliverAsync();
    }

    /// <summary>A customer pays what is open.</summary>
    public Task PayOpenAsync(string customer) => AloneAsync(() =>
    {
        _subscriptions.PayOpen(customer);
        return true;
    });

    /// <summary>Changes a subscription by hand.</summary>
    /// <param name="subscription">Which.</param>
    /// <param name="change">seats, cancel (at the end), end, or resume.</param>
    /// <param name="seats">How many.</param>
    public Task ChangeAsync(string subscription, string change, long seats = 0) => AloneAsync(() =>
    {
        var one = _store.Get("subscription", subscription);
        switch (change)
        {
            case "seats":
                _subscriptions.SetSeats(one, seats);
                break;
            case "resume":
                _subscriptions.Resume(one);
                break;
            default:
                _subscriptions.Cancel(one, atPeriodEnd: change == "cancel");
                break;
        }

        return true;
    });

    /// <summary>Does everything whose time has come by now; a test moves the clock no further than <see cref="NextAsync"/> before.</summary>
    public Task TurnAsync() => AloneAsync(() =>
    {
        while (_subscriptions.Turn())
        {
        }

        return true;
    });

    /// <summary>When something happens next by itself; null when nothing will.</summary>
    public Task<DateTimeOffset?> NextAsync() => AloneAsync(() => _subscriptions.Next() is { } next ? DateTimeOffset.FromUnixTimeSeconds(next) : (DateTimeOffset?)null);

    /// <summary>Delivers what is due now; what is not taken comes again later.</summary>
    public async Task DeliverAsync()
    {
        while (await AloneAsync(_events.TakeDue) is { Count: > 0 } due)
        {
            foreach (var delivery in due)
                if (Webhook is not { } webhook || !await webhook(delivery.Body, StandInEvents.Sign(delivery.Body, WebhookSecret, _store.Now)))
                    await AloneAsync(() =>
                    {
                        _events.Refused(delivery);
                        return true;
                    });
        }
    }

    /// <summary>Signs anything, as of any time.</summary>
    public string Sign(string body, DateTimeOffset at) => Sign(body, WebhookSecret, at);

    /// <summary>Signs anything, as of any time, as one with another secret does.</summary>
    public static string Sign(string body, string secret, DateTimeOffset at) => StandInEvents.Sign(body, secret, at.ToUnixTimeSeconds());

    private async Task<T> AloneAsync<T>(Func<T> work)
    {
        await _gate.WaitAsync();
        try
        {
            return work();
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task ServeAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync();
        if (path.StartsWith("/v1/", StringComparison.Ordinal) || path.StartsWith("/v2/", StringComparison.Ordinal))
        {
            await AnswerAsync(context, path[2] == '1' ? path[4..] : path[1..], context.Request.Method is "GET" or "DELETE" ? context.Request.QueryString.Value!.TrimStart('?') : text);
            return;
        }

        try
        {
            if (context.Request.Method == "POST")
            {
                context.Response.Redirect(await AloneAsync(() => _pages.Press(path, FormBody.Read(text))));
                await DeliverAsync();
            }
            else
            {
                context.Response.ContentType = "text/html; charset=utf-8";
                await context.Response.WriteAsync(await AloneAsync(() => _pages.Show(path)));
            }
        }
        catch (StandInException refused)
        {
            context.Response.StatusCode = refused.Status;
            await context.Response.WriteAsync(refused.Message);
        }
    }

    private async Task AnswerAsync(HttpContext context, string path, string text)
    {
        Interlocked.Increment(ref _calls);
        await Faults.Waits(context.RequestAborted);
        if (Faults.Down || Faults.Happens(Faults.Limited))
        {
            await WriteAsync(context, Faults.Down ? 503 : 429, Error("api_error", Faults.Down ? "Service unavailable" : "Too many requests"));
            return;
        }

        if (context.Request.Headers.Authorization != $"Bearer {SecretKey}")
        {
            await WriteAsync(context, 401, Error("invalid_request_error", "Invalid API Key provided."));
            return;
        }

        if (context.Request.Headers["Stripe-Version"] != ApiVersion)
        {
            await WriteAsync(context, 400, Error("invalid_request_error", $"Invalid Stripe API version: {context.Request.Headers["Stripe-Version"]}"));
            return;
        }

        if (Faults.RefusesUse && context.Request.Method == "POST" && path.EndsWith("/meter_events", StringComparison.Ordinal))
        {
            await WriteAsync(context, 403, Error("invalid_request_error", "The provided key does not have the required permissions for this endpoint."));
            return;
        }

        var (status, body) = await AloneAsync(() => Once(context.Request.Method, path, text, context.Request.Method == "POST" ? context.Request.Headers["Idempotency-Key"].ToString() : ""));
        await DeliverAsync();
        if (Faults.Happens(Faults.AnswerLost))
        {
            context.Abort();
            return;
        }

        await WriteAsync(context, status, body);
    }

    /// <summary>An answer under a key is kept for a day, a failure too; another request under the same key is an error.</summary>
    private (int Status, string Body) Once(string method, string path, string text, string key)
    {
        var (request, now) = ($"{method} {path} {text}", _store.Now);
        if (key.Length > 255)
            return (400, Error("idempotency_error", "Idempotency keys must be at most 255 characters."));
        if (key.Length > 0 && _answers.TryGetValue(key, out var kept) && now - kept.At < 24 * 60 * 60)
            return kept.Request == request ? (kept.Status, kept.Body) : (400, Error("idempotency_error", "Keys for idempotent requests can only be used with the same parameters they were first used with."));
        var (status, body) = Do(method, path, text);
        if (key.Length > 0 && status != 400)
            _answers[key] = (request, now, status, body);
        return (status, body);
    }

    private (int Status, string Body) Do(string method, string path, string text)
    {
        if (Faults.Happens(Faults.Before))
            return (500, Error("api_error", "An unknown error occurred"));
        try
        {
            return (200, _routes.Answer(method, path, FormBody.Read(text)).ToJsonString());
        }
        catch (StandInException refused)
        {
            return (refused.Status, Error("invalid_request_error", refused.Message));
        }
    }

    private static string Error(string type, string message) => new JsonObject { ["error"] = new JsonObject { ["type"] = type, ["message"] = message } }.ToJsonString();

    private static async Task WriteAsync(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers["Request-Id"] = "req_standin";
        await context.Response.WriteAsync(body, Encoding.UTF8);
    }
}
