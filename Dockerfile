# One image for web, worker, beat and migrations: docker-compose.yml says which command each runs.
FROM python:3.12-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    PATH=/app/.venv/bin:$PATH \
    PERFPLAN_DATA=/data

# Fonts for the PDFs of plans and reviews in scripts beyond Latin, Greek and Cyrillic, and for emoji.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji \
    && rm -rf /var/lib/apt/lists/*

RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin perfplan \
    && install --directory --owner=perfplan /app /data \
    && pip install --no-cache-dir uv
WORKDIR /app

COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --no-cache
COPY . .

# Settings need values to load; none of these is used when the image runs.
RUN DATABASE_URL=postgresql://build@localhost/build SECRET_KEY=only-for-collectstatic ALLOWED_HOSTS=localhost \
    PERFPLAN_STATIC=/app/.static python manage.py collectstatic --no-input
ENV PERFPLAN_STATIC=/app/.static

USER perfplan
VOLUME /data
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "perfplan.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", \
     "--max-requests", "20000", "--max-requests-jitter", "4000", "--timeout", "60", "--graceful-timeout", "20", \
     "--no-control-socket", "--log-level", "warning"]
