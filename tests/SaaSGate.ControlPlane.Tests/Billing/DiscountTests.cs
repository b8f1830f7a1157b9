using SaaSGate.ControlPlane.Billing;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Billing;

/// <summary>Coupons, tax ids and taxes: entered at the checkout, and shown on invoices. Three seats of Team are 87.00.</summary>
public sealed class DiscountTests(Database database) : IClassFixture<Database>
{
    private const long Seats = 3 * 2900;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("once", 25, null, 2175)]
    [InlineData("once", null, 5000L, 5000)]
    [InlineData("once", null, 1_000_000L, Seats)]
    [InlineData("forever", 25, null, 2175)]
    [InlineData("forever", null, 5000L, 5000)]
    public async Task A_coupon_is_taken_off_once_or_of_every_invoice(string duration, int? percentOff, long? amountOff, long off)
    {
        await using var world = await BillingWorld.CreateAsync(database);
        await world.Stripe.AddCodeAsync("WELCOME", "Welcome", percentOff, amountOff, duration);
        await world.SubscribeAsync(code: "welcome");
        Assert.Equal((Seats - off, off), Of((await InvoicesAsync(world)).Upcoming!));

        // The trial's invoice of nothing takes nothing; two months follow.
        await world.PassAsync(TimeSpan.FromDays(14 + 40));
        var invoices = (await InvoicesAsync(world)).Invoices;
        Assert.Equal([(duration == "once" ? Seats : Seats - off, duration == "once" ? 0 : off), (Seats - off, off), (0, 0)], invoices.Select(Of));
        Assert.All(invoices.SelectMany(one => one.Discounts), discount => Assert.Equal("Welcome", discount.Name));
        Assert.All(invoices, one => Assert.Equal(one.TotalCents, one.Lines.Sum(line => line.AmountCents) - one.Discounts.Sum(discount => discount.AmountCents) + one.TaxCents));
        Assert.All(invoices, one => Assert.Equal(0, one.RemainingCents));
    }

    [Fact]
    public async Task Taxes_are_worked_out_where_the_operator_says_so_and_tax_ids_stand_on_invoices()
    {
        await using var world = await BillingWorld.CreateAsync(database, change: options => options.AutomaticTax = true);
        await world.Stripe.AddCodeAsync("HALF", "Half", 50, null, "forever");
        await world.SubscribeAsync(code: "HALF", taxId: "DE123456789");
        await world.PassAsync(TimeSpan.FromDays(16));
        var invoice = (await InvoicesAsync(world)).Invoices[0];
        Assert.Equal((4350, 827, 4350 + 827), (Assert.Single(invoice.Discounts).AmountCents, invoice.TaxCents, invoice.TotalCents));
        Assert.Equal("DE123456789", Assert.Single(invoice.TaxIds));
    }

    [Fact]
    public async Task Without_that_no_taxes_are_asked_for_and_a_code_that_nobody_made_is_refused()
    {
        await using var world = await BillingWorld.CreateAsync(database);
        await Assert.ThrowsAnyAsync<Exception>(() => world.SubscribeAsync(code: "INVENTED"));
        Assert.Null(await world.SubscriptionAsync());
        await world.SubscribeAsync();
        await world.PassAsync(TimeSpan.FromDays(16));
        var invoice = (await InvoicesAsync(world)).Invoices[0];
        Assert.Equal((0, 0, Seats, 0), (invoice.Discounts.Count, invoice.TaxIds.Count, invoice.TotalCents, invoice.TaxCents));
    }

    private static (long Total, long Off) Of(InvoiceView invoice) => (invoice.TotalCents, invoice.Discounts.Sum(discount => discount.AmountCents));

    private static async Task<InvoicesView> InvoicesAsync(BillingWorld world) => await world.Checkouts.InvoicesAsync(await world.AccountAsync(), Cancel);
}
