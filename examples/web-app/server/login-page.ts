import { html } from 'h3'

/** In the place of the login page of an authorization server. */
export function loginPage(error = ''): ReturnType<typeof html> {
  return html`<!doctype html>
    <html lang="en">
      <title>Log in</title>
      <h1>Log in</h1>
      <form method="post" action="/login">
        <p role="status">${error}</p>
        <label>User <input name="user" autocomplete="username" /></label>
        <label>Password <input name="password" type="password" autocomplete="current-password" /></label>
        <button>Log in</button>
      </form>
    </html>`
}
