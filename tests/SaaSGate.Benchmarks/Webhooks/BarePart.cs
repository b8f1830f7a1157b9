using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;
using SaaSGate.Benchmarks.Processes;

namespace SaaSGate.Benchmarks.Webhooks;

/// <summary>The measure of things: an endpoint that reads the body and answers 200; with a database it keeps a row of each event before.</summary>
internal static class BarePart
{
    public const string Name = "bare-webhook";

    public static async Task<int> RunAsync(string? database)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var app = builder.Build();
        await using var source = database is null ? null : NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database) { MaxAutoPrepare = 10 });
        if (source is not null)
        {
            await using var table = source.CreateCommand("create table if not exists public.bare_events (id text primary key, received_at timestamptz not null)");
            await table.ExecuteNonQueryAsync();
        }

        app.MapPost("/", async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            if (source is not null)
                await KeepAsync(source, body.GetBuffer().AsMemory(0, (int)body.Length), context.RequestAborted);
            context.Response.StatusCode = StatusCodes.Status200OK;
        });
        await app.StartAsync();
        return await PartHost.ServeAsync(new { url = app.Urls.Single() });
    }

    private static async Task KeepAsync(NpgsqlDataSource source, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        using var document = JsonDocument.Parse(body);
        await using var insert = source.CreateCommand("insert into public.bare_events (id, received_at) values ($1, now()) on conflict (id) do nothing");
        insert.Parameters.Add(new() { Value = document.RootElement.GetProperty("id").GetString()! });
        await insert.ExecuteNonQueryAsync(cancellation);
    }
}
